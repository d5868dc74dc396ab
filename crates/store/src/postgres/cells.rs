//! Values on their way to the server and back.

use std::error::Error;

use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use uuid::Uuid;

use crate::{
    Param, StoreError,
    dialect::Kind,
    row::{Cell, Cells},
};

/// One column of many rows, written as an array already.
#[derive(Debug)]
pub(super) struct Column(BytesMut);

/// The columns of `rows`, each as an array parameter.
pub(super) fn columns(
    columns: &[(&'static str, Kind)],
    rows: &[&[Param<'_>]],
) -> Result<Vec<Column>, StoreError> {
    columns
        .iter()
        .enumerate()
        .map(|(n, (name, kind))| {
            let cells: Vec<Param<'_>> = rows
                .iter()
                .map(|row| row.get(n).copied().unwrap_or(Param::Null))
                .collect();
            let array = match kind {
                Kind::Uuid => Type::UUID_ARRAY,
                Kind::Text => Type::TEXT_ARRAY,
                Kind::Bytes => Type::BYTEA_ARRAY,
                Kind::Count => Type::INT4_ARRAY,
                Kind::Moment => Type::INT8_ARRAY,
            };
            let mut written = BytesMut::new();
            cells
                .to_sql(&array, &mut written)
                .map_err(|error| StoreError::Statement(format!("{name}: {error}")))?;
            Ok(Column(written))
        })
        .collect()
}

impl ToSql for Column {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(value) => value.to_sql_checked(ty, out),
            Self::Integer(value) if *ty == Type::INT4 => {
                i32::try_from(value)?.to_sql_checked(ty, out)
            }
            Self::Integer(value) => value.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
            Self::Uuid(id) => id.to_sql_checked(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Cells for tokio_postgres::Row {
    fn cell(&self, column: &str) -> Result<Cell<'_>, StoreError> {
        let index = self
            .columns()
            .iter()
            .position(|known| known.name() == column)
            .ok_or_else(|| StoreError::decode(column, "no such column"))?;
        let say = |error: tokio_postgres::Error| StoreError::decode(column, error.to_string());
        let cell = match *self.columns()[index].type_() {
            Type::BOOL => self
                .try_get::<_, Option<bool>>(index)
                .map_err(say)?
                .map(Cell::Bool),
            Type::INT4 => self
                .try_get::<_, Option<i32>>(index)
                .map_err(say)?
                .map(|value| Cell::Integer(value.into())),
            Type::INT8 => self
                .try_get::<_, Option<i64>>(index)
                .map_err(say)?
                .map(Cell::Integer),
            Type::TEXT => self
                .try_get::<_, Option<&str>>(index)
                .map_err(say)?
                .map(Cell::Text),
            Type::BYTEA => self
                .try_get::<_, Option<&[u8]>>(index)
                .map_err(say)?
                .map(Cell::Bytes),
            Type::UUID => self
                .try_get::<_, Option<Uuid>>(index)
                .map_err(say)?
                .map(Cell::Uuid),
            ref other => {
                return Err(StoreError::decode(
                    column,
                    format!("the foreign type {other}"),
                ));
            }
        };
        Ok(cell.unwrap_or(Cell::Null))
    }
}
