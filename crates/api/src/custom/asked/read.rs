//! Names and texts into a panel's own type, so that each mistake is named.

use std::fmt::Display;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::{Asked, ParameterError, shorten};

impl de::Error for ParameterError {
    fn custom<T: Display>(message: T) -> Self {
        Self { name: None, message: message.to_string().chars().take(300).collect(), hint: None }
    }

    fn invalid_value(found: Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        Self::invalid_type(found, wanted)
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        match found {
            Unexpected::Str(text) => Self::custom(format_args!("is `{}`, not {wanted}", shorten(text))),
            other => Self::custom(format_args!("is {other}, not {wanted}")),
        }
    }

    fn unknown_variant(variant: &str, known: &'static [&'static str]) -> Self {
        Self::custom(format_args!("is `{}`, which is none of {}", shorten(variant), known.join(", ")))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(field, "is missing")
    }
}

/// All parameters.
pub(super) struct Reader<'a>(pub(super) &'a Asked);

impl<'de> Reader<'de> {
    fn values(&self) -> Vec<(&'de str, Vec<&'de str>)> {
        let mut values: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, text) in &self.0.0 {
            match values.iter_mut().find(|(known, _)| known == name) {
                Some((_, texts)) => texts.push(text),
                None => values.push((name, vec![text])),
            }
        }
        values
    }

    /// Whatever the type's author wrote: a name that the type does not have is a mistake, and not to be passed over.
    fn only(self, known: &[&str]) -> Result<Self, ParameterError> {
        match self.0.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(self),
            Some((name, _)) => {
                let hint = match known {
                    [] => "This panel takes no parameters.".to_owned(),
                    known => format!("This panel takes {}.", known.join(", ")),
                };
                Err(ParameterError { hint: Some(hint), ..ParameterError::new(name, "is no parameter of this panel") })
            }
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = ParameterError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        visitor.visit_map(Pairs { rest: self.values().into_iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParameterError> {
        self.only(fields)?.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ParameterError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        self.only(&[])?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParameterError> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

struct Pairs<'de> {
    rest: std::vec::IntoIter<(&'de str, Vec<&'de str>)>,
    value: Option<Texts<'de>>,
}

impl<'de> MapAccess<'de> for Pairs<'de> {
    type Error = ParameterError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ParameterError> {
        let Some((name, texts)) = self.rest.next() else { return Ok(None) };
        self.value = Some(Texts { name, texts });
        let name: StrDeserializer<'de, ParameterError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ParameterError> {
        let Some(texts) = self.value.take() else { return Err(de::Error::custom("no value")) };
        let name = texts.name;
        seed.deserialize(texts).map_err(|error| ParameterError { name: error.name.or(Some(shorten(name))), ..error })
    }
}

/// The texts of one name: one for a scalar, any number for a list.
struct Texts<'de> {
    name: &'de str,
    texts: Vec<&'de str>,
}

impl<'de> Texts<'de> {
    fn one(&self) -> Result<&'de str, ParameterError> {
        match self.texts[..] {
            [text] => Ok(text),
            _ => Err(ParameterError::new(self.name, "is given more than once")),
        }
    }

    fn parsed<T: std::str::FromStr>(&self, wanted: &str) -> Result<T, ParameterError> {
        let text = self.one()?;
        let bad = |_| ParameterError::new(self.name, format!("is `{}`, not {wanted}", shorten(text)));
        text.parse().map_err(bad)
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
            visitor.$visit(self.parsed::<$number>(concat!("a whole number (", stringify!($number), ")"))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Texts<'de> {
    type Error = ParameterError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        visitor.visit_borrowed_str(self.one()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        match self.one()? {
            "true" | "1" => visitor.visit_bool(true),
            "false" | "0" => visitor.visit_bool(false),
            text => Err(ParameterError::new(self.name, format!("is `{}`, not true or false", shorten(text)))),
        }
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        let number: f64 = self.parsed("a number")?;
        if number.is_finite() {
            visitor.visit_f64(number)
        } else {
            Err(ParameterError::new(self.name, "is not finite"))
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ParameterError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParameterError> {
        let name = self.name;
        visitor.visit_seq(SeqDeserializer::new(self.texts.into_iter().map(|text| Texts { name, texts: vec![text] })))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ParameterError> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, ParameterError> for Texts<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> EnumAccess<'de> for Texts<'de> {
    type Error = ParameterError;
    type Variant = <StrDeserializer<'de, ParameterError> as EnumAccess<'de>>::Variant;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant), ParameterError> {
        let text: StrDeserializer<'de, ParameterError> = self.one()?.into_deserializer();
        text.variant_seed(seed)
    }
}
