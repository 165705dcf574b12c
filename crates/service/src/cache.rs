//! What was read or written before and never changes, kept at hand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Values by what names them. Room is bounded: where there is none left, it begins anew. What is named must never
/// change, unless the value says of which state it is; and who may see it is asked before, each time.
#[derive(Debug)]
pub(crate) struct Cache<V> {
    most: usize,
    held: Mutex<Held<V>>,
}

#[derive(Debug)]
struct Held<V> {
    /// Each with its size.
    values: HashMap<String, (usize, Arc<V>)>,
    size: usize,
}

impl<V> Cache<V> {
    /// Room for values of so much size together.
    pub(crate) fn with_room_for(most: usize) -> Self {
        Self { most, held: Mutex::new(Held { values: HashMap::new(), size: 0 }) }
    }

    /// The value of that name, if it is held.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<V>> {
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values
            .get(name)
            .map(|(_, value)| Arc::clone(value))
    }

    /// Holds a value of that size instead of what had its name, unless it alone takes more than all the room.
    pub(crate) fn put(&self, name: String, size: usize, value: &Arc<V>) {
        if size > self.most {
            return;
        }
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, _)) = held.values.remove(&name) {
            held.size -= before;
        }
        if held.size + size > self.most {
            held.values.clear();
            held.size = 0;
        }
        held.values.insert(name, (size, Arc::clone(value)));
        held.size += size;
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;
    use std::sync::Arc;

    #[test]
    fn there_is_room_for_so_much_and_no_more() {
        let known = Cache::with_room_for(10);
        known.put("a".into(), 4, &Arc::new(1));
        known.put("a".into(), 4, &Arc::new(1));
        known.put("b".into(), 6, &Arc::new(2));
        assert_eq!((known.get("a").as_deref(), known.get("b").as_deref()), (Some(&1), Some(&2)));
        known.put("too large".into(), 11, &Arc::new(3));
        assert!(known.get("too large").is_none() && known.get("a").is_some());
        known.put("b".into(), 5, &Arc::new(3));
        known.put("d".into(), 1, &Arc::new(3));
        assert_eq!(known.get("a").as_deref(), Some(&1), "there was room for that");
        known.put("c".into(), 1, &Arc::new(4));
        assert_eq!((known.get("a").as_deref(), known.get("c").as_deref()), (None, Some(&4)));
    }
}
