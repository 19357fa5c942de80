/** Whether a time says AM or PM, in any of the spellings that are read. */
export const namesHalfDay = (text: string): boolean => /[\d\s][ap]\.?\s?m\b/iu.test(text)
