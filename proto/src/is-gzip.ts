/** Whether bytes begin as every gzip stream does. No pprof begins so: 0x1f would be a field of an unknown wire type. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
