"""The nouns: frozen values, each named as in the glossary. They know no database and no disk."""
