const yes = /^(true|yes|y|t|ja|oui|s[ií]|on|1|x)$/i;
const no = /^(false|no|n|f|nein|non|off|0|none|null|-)$/i;

/** What people and programs write for yes and no; undefined for what is neither. */
export const yesOrNo = (text: string): boolean | undefined =>
  yes.test(text) ? true : no.test(text) ? false : undefined;
