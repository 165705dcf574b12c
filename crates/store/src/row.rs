//! How rows and columns become values: what sqlx's derives would write, without building sqlx a second time for them.

/// Structs whose fields are columns of the same names, read from a row of either database.
macro_rules! row {
    ($($struct:tt)*) => {
        $($struct)*
        $crate::row::from_row! { $($struct)* }
    };
}

macro_rules! from_row {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$about:meta])* pub $field:ident: $type:ty,)* }) => {
        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($type: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> sqlx::Result<Self> {
                Ok(Self { $($field: row.try_get(stringify!($field))?,)* })
            }
        }
    };
}

/// A type that is kept as the text it displays as. `$text => $value` reads it back.
macro_rules! text_column {
    ($name:ident, $text:ident => $value:expr) => {
        impl<DB: sqlx::Database> sqlx::Type<DB> for $name
        where
            String: sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as sqlx::Type<DB>>::type_info()
            }

            fn compatible(kind: &DB::TypeInfo) -> bool {
                <String as sqlx::Type<DB>>::compatible(kind)
            }
        }

        impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for $name
        where
            String: sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut DB::ArgumentBuffer,
            ) -> std::result::Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                self.to_string().encode(buffer)
            }
        }

        impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for $name
        where
            String: sqlx::Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> std::result::Result<Self, sqlx::error::BoxDynError> {
                let $text = <String as sqlx::Decode<'r, DB>>::decode(value)?;
                Ok($value)
            }
        }
    };
}

/// A [`string_enum!`](crate::string_enum) that is a column, too.
macro_rules! column_enum {
    ($(#[$meta:meta])* $name:ident { $($variants:tt)* }) => {
        $crate::string_enum! { $(#[$meta])* $name { $($variants)* } }
        $crate::row::text_column! { $name, word => word.parse::<Self>()? }
    };
}

pub(crate) use {column_enum, from_row, row, text_column};
