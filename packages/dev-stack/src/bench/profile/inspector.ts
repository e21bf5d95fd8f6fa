/** A connection to the inspector of a process, by the Chrome DevTools Protocol. */
export interface Inspector {
  /** @throws Error with what the process says where it refuses */
  send<T = object>(method: string): Promise<T>;
  close(): void;
}

interface Answer {
  id: number;
  result?: unknown;
  error?: { message: string };
}

/** @param url as the process says it: ws://127.0.0.1:port/id */
export async function openInspector(url: string): Promise<Inspector> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(`the inspector at ${url} has closed`));
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`the inspector at ${url} cannot be reached`)));
  });
  return {
    async send<T>(method: string) {
      const id = ++lastId;
      const { result, error } = await new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method }));
      });
      if (error) throw new Error(`${method}: ${error.message}`);
      // The protocol says what each method answers.
      return result as T;
    },
    close: () => socket.close(),
  };
}
