/** Options of mingo for everything here. */
export const COLLATIONLESS = {};
