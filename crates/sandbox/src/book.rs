//! What is kept: so many entries at most, each under a name. The oldest goes first.

use std::collections::{BTreeMap, HashMap};

pub(crate) struct Book<T> {
    entries: BTreeMap<u64, (String, T)>,
    names: HashMap<String, u64>,
    last: u64,
    most: usize,
}

impl<T> Book<T> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            entries: BTreeMap::new(),
            names: HashMap::new(),
            last: 0,
            most,
        }
    }

    /// Adds an entry and answers its number; nothing if the name is taken.
    pub(crate) fn add(&mut self, name: String, entry: T) -> Option<u64> {
        if self.names.contains_key(&name) {
            return None;
        }
        if self.entries.len() >= self.most
            && let Some((_, (oldest, _))) = self.entries.pop_first()
        {
            self.names.remove(&oldest);
        }
        self.last += 1;
        self.names.insert(name.clone(), self.last);
        self.entries.insert(self.last, (name, entry));
        Some(self.last)
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.names.get(name).copied()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&T> {
        self.get(self.number(name)?)
    }

    pub(crate) fn get(&self, number: u64) -> Option<&T> {
        self.entries.get(&number).map(|(_, entry)| entry)
    }

    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        self.entries.get_mut(&number).map(|(_, entry)| entry)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = (u64, &T)> {
        let entries = self.entries.iter().rev();
        entries.map(|(number, (_, entry))| (*number, entry))
    }
}

#[cfg(test)]
mod tests {
    use super::Book;

    #[test]
    fn the_oldest_goes_and_its_name_with_it() {
        let mut book = Book::new(2);
        assert_eq!(book.add("a".into(), 'a'), Some(1));
        assert_eq!(book.add("a".into(), 'A'), None);
        assert_eq!(book.add("b".into(), 'b'), Some(2));
        assert_eq!(book.add("c".into(), 'c'), Some(3));
        assert_eq!((book.len(), book.find("a"), book.get(1)), (2, None, None));
        let newest: Vec<_> = book.newest().map(|(_, entry)| *entry).collect();
        assert_eq!(newest, ['c', 'b']);
        assert_eq!(book.add("a".into(), 'A'), Some(4));
        assert_eq!(book.find("a"), Some(&'A'));
    }
}
