//! Writes files of OpenStreetMap's PBF for tests of its reader, right or wrong as the test wants:
//! protocol buffers by hand, so that the writer shares nothing with the reader.

use std::io::Write;

/// The words of every block: none, then the key and value of a road.
const WORDS: [&[u8]; 3] = [b"", b"highway", b"residential"];

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7F {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// A field with a number.
pub(crate) fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

/// A field with bytes.
pub(crate) fn length_delimited(field: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

/// Numbers by their differences.
fn differences(values: impl Iterator<Item = i64>) -> Vec<u8> {
    let mut last = 0;
    let mut bytes = Vec::new();
    for value in values {
        bytes.extend(varint(zigzag(value - last)));
        last = value;
    }
    bytes
}

/// A message as a blob that is packed by zlib.
pub(crate) fn packed(message: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(message).unwrap();
    let packed = encoder.finish().unwrap();
    [number(2, message.len() as u64), length_delimited(3, &packed)].concat()
}

/// A blob with its header and the length of that.
pub(crate) fn framed(kind: &str, blob: &[u8]) -> Vec<u8> {
    let head = [length_delimited(1, kind.as_bytes()), number(3, blob.len() as u64)].concat();
    [&(head.len() as u32).to_be_bytes()[..], &head, blob].concat()
}

/// The first block, with what a reader must know.
pub(crate) fn header(features: &[&str]) -> Vec<u8> {
    let features: Vec<Vec<u8>> =
        features.iter().map(|it| length_delimited(4, it.as_bytes())).collect();
    framed("OSMHeader", &packed(&features.concat()))
}

/// A block of things.
pub(crate) struct Block<'a> {
    words: Vec<Vec<u8>>,
    group: Vec<u8>,
    ways: Vec<(i64, &'a [i64])>,
    /// Numbers of the words of each way's tag.
    tag: (u64, u64),
}

impl<'a> Block<'a> {
    fn new(group: Vec<u8>, ways: &[(i64, &'a [i64])]) -> Self {
        let words = WORDS.iter().map(|word| word.to_vec()).collect();
        Self { words, group, ways: ways.to_vec(), tag: (1, 2) }
    }

    /// Points by number, latitude and longitude in degrees, densely.
    pub(crate) fn points(points: &[(i64, f64, f64)]) -> Self {
        let parts = |degrees: f64| (degrees * 1e7).round() as i64;
        let dense = [
            length_delimited(1, &differences(points.iter().map(|it| it.0))),
            length_delimited(8, &differences(points.iter().map(|it| parts(it.1)))),
            length_delimited(9, &differences(points.iter().map(|it| parts(it.2)))),
        ];
        Self::new(length_delimited(2, &dense.concat()), &[])
    }

    /// Roads by number, with the numbers of their points.
    pub(crate) fn ways(ways: &[(i64, &'a [i64])]) -> Self {
        Self::new(Vec::new(), ways)
    }

    /// A relation with one member of a kind, 0 to 2 of those that there are.
    pub(crate) fn relation(kind: u64) -> Self {
        let relation = [
            number(1, 9),
            length_delimited(8, &varint(0)),
            length_delimited(9, &differences([1].into_iter())),
            length_delimited(10, &varint(kind)),
        ];
        Self::new(length_delimited(4, &relation.concat()), &[])
    }

    /// The same whose ways have another tag, by the numbers of its words.
    pub(crate) fn with_tag(self, key: u64, value: u64) -> Self {
        Self { tag: (key, value), ..self }
    }

    /// The same with another value of the tag.
    pub(crate) fn with_word(mut self, word: &[u8]) -> Self {
        self.words[2] = word.to_vec();
        self
    }

    /// The block as it stands in a file.
    pub(crate) fn packed(&self) -> Vec<u8> {
        let words: Vec<Vec<u8>> = self.words.iter().map(|word| length_delimited(1, word)).collect();
        let mut group = self.group.clone();
        for (id, points) in &self.ways {
            let way = [
                number(1, *id as u64),
                length_delimited(2, &varint(self.tag.0)),
                length_delimited(3, &varint(self.tag.1)),
                length_delimited(8, &differences(points.iter().copied())),
            ];
            group.extend(length_delimited(3, &way.concat()));
        }
        let message = [length_delimited(1, &words.concat()), length_delimited(2, &group)].concat();
        framed("OSMData", &packed(&message))
    }
}
