//! What a form sent, and what was wrong with it.

use super::sentence;
use crate::Problem;
use crate::extract::NO_REVISION;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use service::{Code, Error, Expected};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The fields of a form, as they were typed, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FormData(pub(super) Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for FormData {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        form.map(|Form(pairs)| Self(pairs)).map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::TooLarge, "this is more than the form takes"),
            status => bad_form(status),
        })
    }
}

/// A form that could not be read.
pub(super) fn bad_form(status: StatusCode) -> Problem {
    let detail = "the form could not be read: open the page again, and send it anew";
    Problem::new(Code::BadForm, detail).with_status(status)
}

/// What the address of a page asks for, after its question mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) fields: FormData,
    /// The same as it stands in the address.
    pub(super) query: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let crate::extract::Query(pairs) = crate::extract::Query::from_request_parts(parts, state).await?;
        Ok(Self { fields: FormData(pairs), query: parts.uri.query().unwrap_or_default().to_owned() })
    }
}

impl FormData {
    /// What was typed into a field; nothing where there is no such field.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// What was typed into a field for a password, blanks and all.
    pub(super) fn secret(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of a field that may have several.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Whether a field was sent, empty or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// What was typed, if anything.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// What was typed, read as something; nothing where the field is empty.
    ///
    /// # Errors
    /// Where it cannot be read, told by the field, with what would do.
    pub(super) fn read<T: FromStr>(&self, name: &str, hint: &str) -> Result<Option<T>, Error> {
        let refused = |_| Error::invalid(format!("/{name}"), hint);
        self.given(name).map(|text| text.parse().map_err(refused)).transpose()
    }

    /// A number as people type it, with a point or a comma; nothing where the field is empty.
    ///
    /// # Errors
    /// Where it is no finite number.
    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, Error> {
        let Some(text) = self.given(name) else { return Ok(None) };
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| Error::invalid(format!("/{name}"), "give a number"))
    }

    /// The revision that the form was made from. A form that does not say is out of date, whatever is there.
    pub(super) fn revision(&self) -> Expected {
        Expected::Revision(self.text("revision").parse().unwrap_or(NO_REVISION))
    }

    /// The fields whose names begin with a prefix, without it.
    pub(super) fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let rest =
            move |(name, value): &'a (String, String)| Some((name.strip_prefix(prefix)?, value.trim()));
        self.0.iter().filter_map(rest)
    }
}

/// What was wrong with a form: shown above it, and beside each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormErrors {
    /// The status with which the form is shown again.
    pub(super) status: StatusCode,
    /// What concerns the form as a whole.
    pub(super) whole: Vec<String>,
    /// What concerns one field, by its name.
    by_field: BTreeMap<String, String>,
}

impl Default for FormErrors {
    fn default() -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, whole: Vec::new(), by_field: BTreeMap::new() }
    }
}

impl FormErrors {
    /// What an error says of a form; what is no matter of the form is passed on.
    ///
    /// # Errors
    /// The error itself then.
    pub(super) fn of(error: Error) -> Result<Self, Problem> {
        let mut wrong = Self::default();
        match error {
            Error::Invalid(values) => {
                for bad in values {
                    let field = bad.pointer.trim_start_matches('/').replace('/', ".");
                    if field.is_empty() {
                        wrong.whole.push(sentence(&bad.detail));
                    } else {
                        wrong.by_field.entry(field).or_insert_with(|| sentence(&bad.detail));
                    }
                }
            }
            Error::Conflict { detail, .. } => {
                wrong.status = StatusCode::CONFLICT;
                wrong.whole.push(sentence(&detail));
            }
            error @ (Error::Throttled { .. } | Error::TooBusy { .. }) => {
                wrong.status = StatusCode::TOO_MANY_REQUESTS;
                wrong.whole.push(sentence(&error.to_string()));
            }
            Error::NotSignedIn(words) => wrong.whole.push(sentence(words)),
            Error::Stale => {
                wrong.status = StatusCode::PRECONDITION_FAILED;
                wrong.whole.push(
                "Someone else has changed this since you opened it. What you typed is still here: look at what it is \
                 now in another window, then send it again."
                    .to_owned(),
            );
            }
            other => return Err(other.into()),
        }
        Ok(wrong)
    }

    /// With what concerns a field under the name that it has on the page, where that is another.
    pub(super) fn renamed(mut self, field: &str, on_page: &str) -> Self {
        if let Some(words) = self.by_field.remove(field) {
            self.by_field.insert(on_page.to_owned(), words);
        }
        self
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.by_field.is_empty()
    }

    /// What is wrong with a field; nothing where it will do.
    pub(super) fn at(&self, field: &str) -> &str {
        self.by_field.get(field).map_or("", String::as_str)
    }

    /// Everything that concerns one field, for the list above the form.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_field.iter().map(|(field, words)| (field.as_str(), words.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, FormData, FormErrors, NO_REVISION};
    use axum::body::Body;
    use axum::extract::{FromRequest, FromRequestParts};
    use axum::http::{Request, StatusCode};
    use service::{Error, Expected};

    fn fields(fields: &[(&str, &str)]) -> FormData {
        FormData(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[tokio::test]
    async fn fields_are_as_they_were_typed_and_in_their_order() {
        let request = Request::post("/")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Body::from("b=+x+&a=1&b=%C3%A9"));
        let form = FormData::from_request(request.unwrap_or_default(), &()).await.ok().unwrap_or_default();
        assert_eq!(form, fields(&[("b", " x "), ("a", "1"), ("b", "é")]));
        assert_eq!((form.text("b"), form.secret("b"), form.text("none")), ("x", " x ", ""));
        assert_eq!(form.all("b").collect::<Vec<_>>(), ["x", "é"]);
        assert!(form.is_ticked("a") && !form.is_ticked("c"));
        let other = Request::post("/").header("Content-Type", "text/plain").body(Body::from("a=1"));
        let refused = FormData::from_request(other.unwrap_or_default(), &()).await.err();
        assert_eq!(refused.map(|problem| problem.status), Some(415));
        let (mut parts, ()) = Request::get("/?q=a%20b&q=c").body(()).unwrap_or_default().into_parts();
        let asked = Asked::from_request_parts(&mut parts, &()).await.ok().unwrap_or_default();
        assert_eq!((asked.fields.text("q"), asked.query.as_str()), ("a b", "q=a%20b&q=c"));
    }

    #[test]
    fn a_form_without_a_revision_is_out_of_date() {
        assert_eq!(fields(&[("revision", " 3 ")]).revision(), Expected::Revision(3));
        for typed in [vec![], vec![("revision", "")], vec![("revision", "last")], vec![("revision", "3.5")]] {
            let expected = fields(&typed).revision();
            assert_eq!(expected, Expected::Revision(NO_REVISION), "{typed:?}");
            for there in [0, 1, i64::MAX] {
                assert!(matches!(expected.check(there), Err(Error::Stale)), "{typed:?}");
            }
        }
    }

    #[test]
    fn values_are_read_or_refused_by_their_field() {
        let form = fields(&[("n", "4"), ("x", "4,5"), ("bad", "inf"), ("empty", " "), ("rows.0.a", " b ")]);
        assert_eq!(form.read::<u8>("n", "give a number").ok(), Some(Some(4)));
        assert_eq!(form.read::<u8>("empty", "give a number").ok(), Some(None));
        assert_eq!(form.number("x").ok(), Some(Some(4.5)));
        assert_eq!(form.under("rows.0.").collect::<Vec<_>>(), [("a", "b")]);
        for refused in [form.read::<u8>("x", "give a number").err(), form.number("bad").err()] {
            let wrong = refused.and_then(|error| FormErrors::of(error).ok()).unwrap_or_default();
            assert!(!wrong.is_empty());
            assert_eq!(wrong.fields().map(|(_, words)| words).collect::<Vec<_>>(), ["Give a number."]);
        }
    }

    #[test]
    fn errors_are_shown_where_they_belong() {
        let wrong = FormErrors::of(Error::invalid("/rows/0/ceo", "choose one")).ok().unwrap_or_default();
        assert_eq!((wrong.at("rows.0.ceo"), wrong.at("rows")), ("Choose one.", ""));
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let renamed = wrong.renamed("rows.0.ceo", "ceo");
        assert_eq!((renamed.at("ceo"), renamed.at("rows.0.ceo")), ("Choose one.", ""));
        let whole = FormErrors::of(Error::invalid("", "give a file")).ok().unwrap_or_default();
        assert_eq!((whole.whole.as_slice(), whole.fields().count()), (&["Give a file.".to_owned()][..], 0));
        let stale = FormErrors::of(Error::Stale).ok().unwrap_or_default();
        assert_eq!((stale.status, stale.whole.len()), (StatusCode::PRECONDITION_FAILED, 1));
        assert!(FormErrors::of(Error::NotFound("search")).is_err(), "no matter of the form");
        assert!(FormErrors::default().is_empty());
    }
}
