//! Numbers of the bulk files, from bytes and to bytes without allocation: whole numbers and tenths.

/// The whole number that these digits say, up to nine digits and a sign.
pub(super) fn whole(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let value = magnitude(digits)?;
    Some(if negative { -value } else { value })
}

/// The number with at most one decimal that these bytes say, in tenths.
pub(super) fn tenths(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let value = match digits {
        [whole @ .., b'.', tenth @ b'0'..=b'9'] => magnitude(whole)? * 10 + i64::from(tenth - b'0'),
        whole => magnitude(whole)? * 10,
    };
    Some(if negative { -value } else { value })
}

fn magnitude(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 10 {
        return None;
    }
    let mut value = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some(value)
}

/// Rounds metres to tenths.
pub(super) fn to_tenths(metres: f64) -> i64 {
    (metres * 10.0).round() as i64
}

/// Metres of so many tenths.
pub(super) fn from_tenths(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

/// Writes tenths as a number with at most one decimal.
pub(super) fn write_tenths(out: &mut Vec<u8>, tenths: i64) {
    if tenths < 0 {
        out.push(b'-');
    }
    let magnitude = tenths.unsigned_abs();
    write_whole(out, magnitude / 10);
    let tenth = magnitude % 10;
    if tenth > 0 {
        out.extend_from_slice(&[b'.', b'0' + tenth as u8]);
    }
}

/// Writes a whole number.
pub(super) fn write_whole(out: &mut Vec<u8>, value: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = value;
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_numbers_are_numbers() {
        let cases: [(&[u8], Option<i64>); 13] = [
            (b"0", Some(0)),
            (b"-12.5", Some(-125)),
            (b"12", Some(120)),
            (b"0.1", Some(1)),
            (b"12.55", None),
            (b"1.", None),
            (b".5", None),
            (b"+1", None),
            (b"1e3", None),
            (b"nan", None),
            (b"", None),
            (b"-", None),
            (b"99999999999", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(tenths(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(whole(b"4294967295"), Some(4_294_967_295));
        assert_eq!(whole(b"1.0"), None);
    }

    proptest! {
        #[test]
        fn tenths_survive_writing(value in -10_000_000_000i64..10_000_000_000) {
            let mut out = Vec::new();
            write_tenths(&mut out, value);
            prop_assert_eq!(tenths(&out), Some(value));
            prop_assert_eq!(to_tenths(from_tenths(value)), value);
        }

        #[test]
        fn whole_numbers_are_written_as_the_standard_library_does(value: u64) {
            let mut out = Vec::new();
            write_whole(&mut out, value);
            prop_assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }
}
