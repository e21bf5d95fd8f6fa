/** How the exports of this system call who has made them. */
const generator = /event-management-system/;

/** True for an export of this system, whose ids are known to it. */
export const definedBy = (name: string | undefined): boolean => name !== undefined && generator.test(name);
