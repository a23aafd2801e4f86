/// What a run does with what an operand or an option names.
enum FileUse {
  case reads, writes
}
