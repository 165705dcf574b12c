use crate::Result;
use sqlx::{Postgres, Sqlite};

/// A transaction on either database. Whatever is not committed is undone when it is dropped.
pub enum Connection {
    /// On SQLite.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Connection {
    /// Makes everything done since the transaction began hold for good.
    ///
    /// # Errors
    /// Where the database cannot promise that; nothing is kept then.
    #[crate::boxed]
    pub async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Runs a query, which is one expression, on whichever database the connection is to.
macro_rules! on {
    ($connection:expr, $inner:ident => $query:expr) => {
        match $connection {
            $crate::Connection::Sqlite(transaction) => {
                let $inner = &mut **transaction;
                $query.await
            }
            $crate::Connection::Postgres(transaction) => {
                let $inner = &mut **transaction;
                $query.await
            }
        }
    };
}

/// Runs a statement on whichever database the connection is to, and gives the number of rows that it touched.
macro_rules! execute {
    ($connection:expr, $query:expr) => {
        match $connection {
            $crate::Connection::Sqlite(transaction) => {
                $query.execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
            $crate::Connection::Postgres(transaction) => {
                $query.execute(&mut **transaction).await.map(|done| done.rows_affected())
            }
        }
    };
}

pub(crate) use {execute, on};
