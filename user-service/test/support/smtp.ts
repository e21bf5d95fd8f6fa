import { createServer, type Socket } from 'node:net';

export interface SmtpServer {
  url: string;
  /** Whole mails that it took, as they came. */
  taken: string[];
  /** How it answers the end of a mail; `hang up` takes it and says nothing, `hang up early` does not wait for its text. */
  mood(answer: string | 'hang up' | 'hang up early'): void;
  /** Has the next mail wait for leave to send its text; `reached` once it does. */
  hold(): { reached: Promise<void>; goOn(): void };
  stop(): Promise<void>;
}

/** An SMTP server (RFC 5321) that knows as much as the test needs. */
export async function startSmtp(port = 0): Promise<SmtpServer> {
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  let answer = '250 taken';
  let held: { reach(): void; leave: Promise<void> } | undefined;
  const server = createServer(socket => {
    sockets.add(socket);
    let inData = false;
    let seen = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const command = (line: string) => {
      if (inData) return;
      if (line === 'DATA') {
        if (answer === 'hang up early') {
          socket.destroy();
          return;
        }
        inData = true;
        held?.reach();
        void (held?.leave ?? Promise.resolve()).then(() => say('354 go on'));
        held = undefined;
      } else say(/^QUIT/.test(line) ? '221 bye' : '250 fine');
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
          if (/^250/.test(answer) || answer === 'hang up') taken.push(part);
          if (answer === 'hang up') socket.destroy();
          else say(answer);
        }
      }
    });
    say('220 test');
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    taken,
    mood: next => {
      answer = next;
    },
    hold() {
      const [reached, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      held = { reach: reached.resolve, leave: leave.promise };
      return { reached: reached.promise, goOn: leave.resolve };
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
