// The module of kernels: what the functions call for every block of a file.
export {
  csv_begin,
  csv_columns,
  csv_end,
  csv_headerFrom,
  csv_headerTo,
  csv_line,
  csv_rows,
  csv_scan,
  csv_width,
} from './csv';
export { crc32c_begin, crc64nvme_begin, crc_high, crc_low, crc_scan } from './crc';
export { text_begin, text_scan, text_lineFeeds, text_words } from './text';
export {
  json_begin,
  json_scan,
  json_end,
  json_records,
  json_line,
  json_faultOffset,
  json_deepest,
  json_rootByte,
} from './json';
export {
  xml_begin,
  xml_deepest,
  xml_end,
  xml_lastLine,
  xml_line,
  xml_openLine,
  xml_records,
  xml_root,
  xml_rootLength,
  xml_scan,
  xml_skip,
} from './xml';
