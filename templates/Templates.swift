/// The prompt texts of `templates/files`, compiled into the binary.
public enum Templates {}
