//! The fields of a record, collected for `csv` to write them all at once.
//!
//! `csv::Writer::serialize` keeps account of every field on its own, which took a seventh of all instructions of
//! sfe-transform. Writing a `csv::ByteRecord` takes a third of that.

use csv::ByteRecord;
use serde::Serialize;
use serde::de::value::Error;
use serde::ser::{Error as _, Impossible, SerializeStruct, Serializer};

/// Puts the fields of a record into `fields`, in place of those that were there.
///
/// # Errors
///
/// When a field is neither a text, a number of 32 bits nor a variant without values: no file has other fields.
pub(super) fn collect(record: &impl Serialize, fields: &mut ByteRecord) -> Result<(), Error> {
    fields.clear();
    record.serialize(Fields(fields))
}

/// Takes a record, and each of its fields.
struct Fields<'f>(&'f mut ByteRecord);

impl SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;

    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, field: &T) -> Result<(), Error> {
        field.serialize(Fields(self.0))
    }

    fn end(self) -> Result<(), Error> {
        Ok(())
    }
}

/// The methods for what no file has.
macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $result:ty;)*) => {
        $(fn $method(self $(, _: $argument)*) -> Result<$result, Error> {
            Err(Error::custom("is no field of a file"))
        })*
    };
}

impl Serializer for Fields<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Impossible<(), Error>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Error>;

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.0.push_field(text.as_bytes());
        Ok(())
    }

    #[inline]
    fn serialize_u32(self, number: u32) -> Result<(), Error> {
        self.serialize_str(itoa::Buffer::new().format(number))
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, field: &T) -> Result<(), Error> {
        field.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, field: &T) -> Result<(), Error> {
        field.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        self.serialize_struct_variant(name, index, variant, 1).map(|_| ())
    }

    refuse! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    enum Letter {
        A,
    }

    #[derive(Serialize)]
    struct Record<T> {
        letter: Letter,
        number: u32,
        text: T,
    }

    fn fields<T: Serialize>(number: u32, text: T) -> Result<Vec<String>, Error> {
        let mut fields = ByteRecord::from(vec!["left over"]);
        collect(&Record { letter: Letter::A, number, text }, &mut fields)?;
        Ok(fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect())
    }

    #[test]
    fn a_record_is_texts_numbers_and_variants() {
        for number in [0, 7, 999_999_999, u32::MAX] {
            assert_eq!(fields(number, "é").expect("fields"), ["A".to_string(), number.to_string(), "é".to_string()]);
        }
        assert!(fields(1, true).is_err() && fields(1, [1]).is_err() && fields(1, ()).is_err());
    }
}
