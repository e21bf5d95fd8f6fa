import { createServer, type Socket } from 'node:net';

/** How it answers the end of a mail: a reply, or none, or by ending the connection after the mail's text, or before it. */
export type Answer = string | 'nothing after data' | 'disconnect after data' | 'disconnect before data';

export interface SmtpServer {
  url: string;
  /** Whole mails that it accepted, as they came. */
  accepted: string[];
  /** What it was told besides, line by line. */
  commands: string[];
  /** @param answer or what says it for each mail */
  respond(answer: Answer | (() => Answer)): void;
  /** Delays the go-ahead for the next mail's text until `resume`; `reached` once a sender waits for it. */
  pauseData(): { reached: Promise<void>; resume(): void };
  stop(): Promise<void>;
}

/** RFC 5321, 4.5.2. */
const unstuffed = (mail: string) => mail.replace(/(^|\r\n)\.\./g, '$1.');

/** An SMTP server (RFC 5321) that knows as much as the test needs. */
export async function startSmtp(port = 0): Promise<SmtpServer> {
  const accepted: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let answerOf = (): Answer => '250 accepted';
  let paused: { reach(): void; resumed: Promise<void> } | undefined;
  const server = createServer(socket => {
    sockets.add(socket);
    let inData = false;
    let seen = '';
    let answer: Answer = '';
    const reply = (line: string) => socket.write(`${line}\r\n`);
    const command = (line: string) => {
      if (inData) return;
      commands.push(line);
      if (line === 'DATA') {
        answer = answerOf();
        if (answer === 'disconnect before data') {
          socket.destroy();
          return;
        }
        inData = true;
        paused?.reach();
        void (paused?.resumed ?? Promise.resolve()).then(() => reply('354 go on'));
        paused = undefined;
      } else reply(/^QUIT/.test(line) ? '221 bye' : /^STARTTLS/.test(line) ? '502 not here' : '250 fine');
    };
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      for (
        let end = seen.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        end >= 0;
        end = seen.indexOf(inData ? '\r\n.\r\n' : '\r\n')
      ) {
        const part = seen.slice(0, end);
        seen = seen.slice(end + (inData ? 5 : 2));
        if (!inData) command(part);
        else {
          inData = false;
          if (/^250/.test(answer) || /after data$/.test(answer)) accepted.push(unstuffed(part));
          if (answer === 'disconnect after data') socket.destroy();
          else if (answer !== 'nothing after data') reply(answer);
        }
      }
    });
    reply('220 test');
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    accepted,
    commands,
    respond: next => {
      answerOf = typeof next === 'string' ? () => next : next;
    },
    pauseData() {
      const [reached, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      paused = { reach: reached.resolve, resumed: resumed.promise };
      return { reached: reached.promise, resume: resumed.resolve };
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
