import AWS
import Core

/// URLs of this server for objects of its store, as presigned URLs of S3: whoever has one can read the object until it
/// expires. They end with the process, whose key they are signed with.
public struct ResultLinks: Sendable {
  private let key: [UInt8]

  /// The path below which objects are.
  static let folder = "/results/"

  /// - Parameter key: 32 random bytes.
  public init(key: [UInt8]) { self.key = key }

  /// A key of a process.
  public static func random() -> ResultLinks {
    ResultLinks(key: (0..<32).map { _ in UInt8.random(in: 0...255) })
  }

  /// - Parameter expiry: seconds since 1970.
  func path(to key: String, expiry: Int64) -> String {
    let path = Self.folder + PercentEncoding.encodePath(key)
    return "\(path)?expires=\(expiry)&signature=\(signature(of: path, expiry))"
  }

  /// The key of the object that a signed path leads to; nil if it is not signed by this process, or has expired.
  ///
  /// - Parameters:
  ///   - query: as received.
  ///   - now: seconds since 1970.
  func key(of path: String, query: String, at now: Int64) -> String? {
    guard path.hasPrefix(Self.folder),
      let match = query.wholeMatch(of: /expires=(\d{1,12})&signature=([0-9a-f]{64})/),
      let expiry = Int64(match.1), now < expiry,
      HMAC.isEqual(String(match.2), signature(of: path, expiry))
    else { return nil }
    return PercentEncoding.decode(String(path.dropFirst(Self.folder.count)))
  }

  private func signature(of path: String, _ expiry: Int64) -> String {
    Hex.text(HMAC.sha256(key: key, Array("\(path)\n\(expiry)".utf8)))
  }
}
