-- Sends one request again and again, and counts the replies of another status than the expected one.
-- Arguments: the expected status, then the headers as name and value in turns.
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  expected = tonumber(args[1])
  wrong = 0
  for at = 2, #args, 2 do
    wrk.headers[args[at]] = args[at + 1]
  end
end

function response(status)
  if status ~= expected then
    wrong = wrong + 1
  end
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    errors = errors + thread:get('wrong')
  end
  io.write(string.format('\n{"requests":%d,"errors":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, errors, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
