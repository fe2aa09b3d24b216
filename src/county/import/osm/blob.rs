//! The blobs of PBF, unpacked: how long one may be, and of how many parts, is looked at before
//! anything is made of it, so that a few bytes that unpack to millions of parts fill no memory.

use std::io::Read;

use super::super::limits::damaged;
use super::cut;
use super::sound::is_sound;
use crate::base::problem::{Place, Problem};
use crate::base::text::Text;

/// Bytes of a blob's header: the format's limit.
const HEADER_MAX: usize = 64 << 10;
/// Bytes of a blob, packed or not: the format's limit.
const BLOB_MAX: usize = 32 << 20;
/// Words, groups and things of a blob. Writers put 8,000 things into one.
const PARTS_MAX: usize = 1_000_000;

/// A blob.
pub(super) struct Blob {
    /// What its header calls it.
    pub(super) kind: String,
    /// The message, unpacked.
    pub(super) message: Vec<u8>,
}

impl Blob {
    /// The blob as it stands in a file that packs nothing.
    pub(super) fn framed(&self) -> Vec<u8> {
        let begin = delimited(1, self.message.len());
        let length = begin.len() + self.message.len();
        let kind = [delimited(1, self.kind.len()), self.kind.clone().into_bytes()].concat();
        let header = [kind, varint(3 << 3), varint(length as u64)].concat();
        let mut framed = Vec::with_capacity(4 + header.len() + length);
        framed.extend((header.len() as u32).to_be_bytes());
        framed.extend(header);
        framed.extend(begin);
        framed.extend(&self.message);
        framed
    }
}

/// Reads the blobs of a file one after the other.
pub(super) struct Blobs<'a> {
    file: &'a str,
    bytes: &'a [u8],
    /// Where the next one begins.
    at: usize,
    count: usize,
}

impl<'a> Blobs<'a> {
    pub(super) fn new(file: &'a str, bytes: &'a [u8]) -> Self {
        Self { file, bytes, at: 0, count: 0 }
    }

    /// The blob that was read last, as a place in the file.
    pub(super) fn place(&self) -> Place {
        Place::path(self.file, format!("block[{}]", self.count.saturating_sub(1)))
    }

    /// The next blob; none at the end of the file.
    pub(super) fn next_blob(&mut self) -> Result<Option<Blob>, Box<Problem>> {
        let mut left = &self.bytes[self.at..];
        if left.is_empty() {
            return Ok(None);
        }
        self.count += 1;
        let Some(length) = left.split_off(..4) else {
            let (place, found) =
                (Place::path(self.file, ""), format!("{} bytes after the last block", left.len()));
            let expected = Text::new("完整的数据块", "whole blocks");
            return Err(Box::new(Problem::error(place, found, expected).hint(cut())));
        };
        let length = u32::from_be_bytes(length.try_into().expect("four bytes")) as usize;
        if length > HEADER_MAX {
            return Err(self.too_large(format!("a header of {length} bytes"), HEADER_MAX));
        }
        let header = left.split_off(..length).ok_or_else(|| self.ends_early())?;
        let (kind, length) = self.header(header)?;
        let blob = left.split_off(..length).ok_or_else(|| self.ends_early())?;
        let message = self.unpacked(blob)?;
        match parts(&message, 2) {
            None => {
                let expected = Text::new("一条完整的消息", "a whole message");
                return Err(self.wrong("another block".into(), expected, cut()));
            }
            Some(parts) if parts > PARTS_MAX => {
                let expected = Text::new(
                    format!("每个数据块至多 {PARTS_MAX} 个部分"),
                    format!("at most {PARTS_MAX} parts of a block"),
                );
                return Err(self.wrong(format!("{parts} parts"), expected, damaged()));
            }
            Some(_) if kind == "OSMData" && !is_sound(&message) => {
                let expected = Text::new(
                    "可以相加的编号和坐标，已知的成员种类",
                    "numbers and coordinates that can be added up, and members of known kinds",
                );
                return Err(self.wrong("numbers beyond all measure".into(), expected, cut()));
            }
            Some(_) => {}
        }
        self.at = self.bytes.len() - left.len();
        Ok(Some(Blob { kind, message }))
    }

    /// What a header says: the kind of its blob and how many bytes it has.
    fn header(&self, header: &[u8]) -> Result<(String, usize), Box<Problem>> {
        let (mut kind, mut length) = (None, None);
        for field in Fields(header) {
            match field {
                Some((1, Part::Bytes(name))) => kind = String::from_utf8(name.to_vec()).ok(),
                Some((3, Part::Number(count))) => length = Some(count),
                Some(_) => {}
                None => break,
            }
        }
        let (Some(kind), Some(length)) = (kind, length) else {
            let expected = Text::new("数据块的种类和长度", "the kind and length of a block");
            return Err(self.wrong("another header".into(), expected, cut()));
        };
        match usize::try_from(length) {
            Ok(length) if length <= BLOB_MAX => Ok((kind, length)),
            _ => Err(self.too_large(format!("a block of {} bytes", length as i64), BLOB_MAX)),
        }
    }

    fn unpacked(&self, blob: &[u8]) -> Result<Vec<u8>, Box<Problem>> {
        let mut other = 0;
        for field in Fields(blob) {
            match field {
                Some((1, Part::Bytes(message))) => return Ok(message.to_vec()),
                Some((3, Part::Bytes(packed))) => return self.inflated(packed),
                Some((2, _)) => {}
                Some((field, _)) => other = field,
                None => break,
            }
        }
        let repack = Text::new(
            "可用 osmium cat -f pbf,pbf_compression=zlib 转换",
            "convert it, for example: osmium cat -f pbf,pbf_compression=zlib",
        );
        let found = match other {
            4 => "data packed by lzma",
            5 => "data packed by bzip2",
            6 => "data packed by lz4",
            7 => "data packed by zstd",
            _ => "no data",
        };
        let expected =
            Text::new("以 zlib 压缩或不压缩的数据", "data packed by zlib, or not packed");
        Err(self.wrong(found.into(), expected, repack))
    }

    fn inflated(&self, packed: &[u8]) -> Result<Vec<u8>, Box<Problem>> {
        let mut message = Vec::new();
        let mut reader = flate2::read::ZlibDecoder::new(packed).take(BLOB_MAX as u64 + 1);
        if let Err(error) = reader.read_to_end(&mut message) {
            let expected = Text::new("完好的 zlib 数据", "whole data of zlib");
            return Err(self.wrong(format!("zlib: {error}"), expected, cut()));
        }
        match message.len() > BLOB_MAX {
            true => Err(self.too_large("a block that unpacks to more".into(), BLOB_MAX)),
            false => Ok(message),
        }
    }

    fn too_large(&self, found: String, limit: usize) -> Box<Problem> {
        let expected = Text::new(
            format!("至多 {limit} 字节（格式上限）"),
            format!("at most {limit} bytes, which is the format's limit"),
        );
        self.wrong(found, expected, damaged())
    }

    fn ends_early(&self) -> Box<Problem> {
        let expected = Text::new("完整的数据块", "a whole block");
        self.wrong("the end of the file".into(), expected, cut())
    }

    /// What is wrong with the blob that is being read.
    fn wrong(&self, found: String, expected: Text, hint: Text) -> Box<Problem> {
        let found = format!("{found} (after byte {})", self.at);
        Box::new(Problem::error(self.place(), found, expected).hint(hint))
    }
}

/// A field of a message.
pub(super) enum Part<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message with their numbers; none, once, where it is no message.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    /// The number that comes next; none where there is none.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for place in 0..10 {
            let byte = *self.0.split_off_first()?;
            number |= u64::from(byte & 0x7F) << (7 * place);
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn field(&mut self) -> Option<(u64, Part<'a>)> {
        let key = self.number()?;
        let part = match key & 7 {
            0 => Part::Number(self.number()?),
            1 => Part::Bytes(self.0.split_off(..8)?),
            2 => {
                let length = usize::try_from(self.number()?).ok()?;
                Part::Bytes(self.0.split_off(..length)?)
            }
            5 => Part::Bytes(self.0.split_off(..4)?),
            _ => return None,
        };
        Some((key >> 3, part))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Part<'a>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field)
    }
}

/// Fields of a message and, so many levels deep, of what it is made of: words of its table, groups
/// and things of a block. None where it is no message.
fn parts(message: &[u8], levels: u32) -> Option<usize> {
    let mut count = 0;
    for field in Fields(message) {
        let (number, part) = field?;
        count += 1;
        // Words stand in field 1, groups in field 2.
        if let (1 | 2, Part::Bytes(inside), true) = (number, part, levels > 1) {
            count += parts(inside, levels - 1)?;
        }
    }
    Some(count)
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(10);
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// The beginning of a field of so many bytes.
fn delimited(field: u64, length: usize) -> Vec<u8> {
    [varint(field << 3 | 2), varint(length as u64)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_framed_is_read_again() {
        let blob = Blob { kind: "OSMData".into(), message: vec![0x0A, 0x02, 0x0A, 0x00] };
        let framed = blob.framed();
        let mut blobs = Blobs::new("map", &framed);
        let read = blobs.next_blob().unwrap().unwrap();
        assert_eq!((&*read.kind, read.message), ("OSMData", blob.message));
        assert!(blobs.next_blob().unwrap().is_none());
    }

    #[test]
    fn parts_are_words_groups_and_things() {
        // A table of two words, and a group of one way of two fields.
        let message = [0x0A, 4, 0x0A, 0, 0x0A, 0, 0x12, 6, 0x1A, 4, 0x08, 1, 0x10, 1];
        assert_eq!(parts(&message, 2), Some(5));
        assert_eq!(parts(&message[..9], 2), None);
        assert_eq!(parts(&[0x0B], 2), None);
    }
}
