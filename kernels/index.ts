// The module of kernels: what the functions call for every block of a file.
export { text_begin, text_scan, text_lineFeeds, text_words } from './text';
