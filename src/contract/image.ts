/** The tool of the bundled server that says what an image shows, or answers a question about it. */
export const IMAGE_TOOL = 'describe_image';
export const IMAGE_ARGUMENT = 'image';
