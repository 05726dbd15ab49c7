// Where the report of a day stands in the reports bucket.

export const jsonKeyOf = (day: string) => `daily-reports/${day}.json`;
export const csvKeyOf = (day: string) => `daily-reports/${day}.csv`;
export const htmlKeyOf = (day: string) => `daily-reports/${day}.html`;
