// Dropping files anywhere on a page brings them to the upload page.
