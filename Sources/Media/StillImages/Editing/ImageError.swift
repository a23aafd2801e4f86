/// A still image that cannot be processed, in words that follow the file's name.
public struct ImageError: Error, Sendable {
  /// What happened: `is a CMYK JPEG`.
  public let message: String
  /// What to do about it.
  public let remedy: String?
  /// The message of the library.
  public let detail: String?

  init(_ message: String, remedy: String? = nil, detail: String? = nil) {
    (self.message, self.remedy, self.detail) = (message, remedy, detail)
  }
}
