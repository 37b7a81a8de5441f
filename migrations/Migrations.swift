/// The numbered SQL files of `migrations/files`, compiled into the binary. Append only.
public enum Migrations {}
