/** Asks the broker's management API as its administrator. @param path below /api/ @throws Error for what it refuses */
export async function management(method: string, path: string, body?: object): Promise<string> {
  const { username, password, origin } = new URL(process.env.E2E_AMQP_MANAGEMENT_URL ?? '');
  const headers = {
    authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const reply = await fetch(`${origin}/api/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return text;
}
