import Core
import Glibc

/// The command line as the system gives it: bytes.
enum CommandLineBytes {
  /// The arguments without the program's name.
  ///
  /// - Throws: `UsageError` for one that is not UTF-8. As text it would name another file, or none.
  static func arguments() throws(UsageError) -> [String] {
    var texts: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let text = String(validatingCString: bytes) else { throw refusal(bytes) }
      texts.append(text)
    }
    return texts
  }

  private static func refusal(_ bytes: UnsafePointer<CChar>) -> UsageError {
    UsageError(
      "",
      "the argument '\(shown(bytes))' is not UTF-8, as names in Latin-1 are not; rename the file, or give its bytes "
        + "by a pipe: frameveil blur - -o - < IN > OUT")
  }

  /// With `\xE9` for each byte that is no ASCII.
  private static func shown(_ bytes: UnsafePointer<CChar>) -> String {
    let text = UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map { byte in
      let byte = UInt8(bitPattern: byte)
      return byte < 0x80
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
    return PublicAddress.text(text)
  }
}
