/** The name of the model that answers with extracts: each of their lines says where it stands. */
export const EXTRACTS_MODEL = 'offline-extractive';
