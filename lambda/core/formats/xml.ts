// XML: the library reader, until the kernel is there.
export { createXmlReferenceReader as createXmlReader } from './reference/xml-reference.ts';
