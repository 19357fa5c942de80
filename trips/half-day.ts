/** Whether a time says AM or PM. */
export const namesHalfDay = (text: string): boolean => /[\d ][ap]\.? ?m\b/i.test(text)
