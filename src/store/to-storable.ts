/** Postgres text holds neither NUL nor half of a surrogate pair: both become U+FFFD. */
export const toStorable = (text: string) => text.replaceAll('\0', '\uFFFD').toWellFormed()
