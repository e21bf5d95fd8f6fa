/** Paths that some servers take for `/api/v1/<area>/<action>`. The letters of its area and action may be encoded. */
export function otherSpellings(area: string, action: string): string[] {
  const hex = (letter: string) => `%${letter.charCodeAt(0).toString(16)}`;
  const encoded = `${hex(action.charAt(0))}${action.slice(1)}`;
  return [
    `/api/v1/${area}/${action}/`,
    `/api/v1/${area}//${action}`,
    `/api/v1//${area}/${action}`,
    `//api/v1/${area}/${action}`,
    `/api/v1/./${area}/${action}`,
    `/api/v1/x/../${area}/${action}`,
    `/api/v1/x/%2e%2e/${area}/${action}`,
    `/api/v1/${area}/${encoded}`,
    `/api/v1/${area}/${encoded.toUpperCase()}`,
    `/api/v1/${area}%2f${action}`,
    `/api/v1/${area}%2F${action}`,
    `/api/v1/${area}/${action}/?a=b`,
    `/API/v1/${area}/${action}`,
  ];
}
