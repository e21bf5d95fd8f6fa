/**
 * Imported before all else by what runs a service, as it changes modules while they are loaded. Without an endpoint nothing of
 * it is even read from the disk.
 */
if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT && process.env.OTEL_SDK_DISABLED?.toLowerCase() !== 'true')
  require('./start');
