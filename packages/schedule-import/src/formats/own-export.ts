/** How the exports of this system call who has made them. */
const generator = /event-management-system/;

/** How a slot of this system is called by its number, which other tools give to sessions. */
export const slotNumber = (number: string | number): string => `slot ${number}`;

/** True for an export of this system, whose ids are known to it. */
export const definedBy = (name: string | undefined): boolean => name !== undefined && generator.test(name);
