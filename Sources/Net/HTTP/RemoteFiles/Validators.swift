/// What tells one version of a thing from another (RFC 9110, section 8.8).
public struct Validators: Sendable, Equatable {
  /// Its tag, in quotation marks, with `W/` before them where it is weak.
  public var tag: String?
  /// When it was last changed, as the other side writes it.
  public var lastModified: String?

  /// Takes them from the head of an answer.
  public init(_ headers: HTTPHeaders) {
    (tag, lastModified) = (headers["ETag"], headers["Last-Modified"])
  }

  /// The field that makes the other side answer 412 when the thing is another one meanwhile. A weak tag would
  /// never match.
  public var condition: HTTPHeaders {
    if let tag, !tag.hasPrefix("W/") { return ["If-Match": tag] }
    return lastModified.map { ["If-Unmodified-Since": $0] } ?? [:]
  }
}
