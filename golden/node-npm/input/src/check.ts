export const check = (url: string) => url;
