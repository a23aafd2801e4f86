import Core
import Glibc

/// The command line as bytes, as the kernel passes it.
enum CommandLineBytes {
  /// The arguments without the program's name.
  ///
  /// - Throws: `UsageError` for an argument that is not UTF-8: decoded as text, it would name a different file.
  static func arguments() throws(UsageError) -> [String] {
    var texts: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      // The kernel's array lives as long as the process, and nothing writes to it.
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let text = String(validatingCString: bytes) else { throw refusal(bytes) }
      texts.append(text)
    }
    return texts
  }

  private static func refusal(_ bytes: UnsafePointer<CChar>) -> UsageError {
    UsageError(
      "the argument '\(shown(bytes))' is not UTF-8 (it may be a file name in Latin-1); rename the file, or pass its "
        + "content through a pipe: frameveil blur - -o - < IN > OUT", command: "")
  }

  /// The argument with each non-ASCII byte escaped as `\xE9`.
  private static func shown(_ bytes: UnsafePointer<CChar>) -> String {
    let text = UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map { byte in
      let byte = UInt8(bitPattern: byte)
      return byte < 0x80
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
    return RedactedAddress.text(text)
  }
}
