import AWS
import Core

/// Stateless pagination tokens: the offset of the page and the time of issue, with an HMAC over these, the
/// job and the order, so that clients cannot forge them.
struct PageTokens {
  private let key: [UInt8]

  /// The lifetime of a token in milliseconds: one day, as with Amazon Rekognition.
  static let lifetime: Int64 = 24 * 3_600_000

  init(key: [UInt8]) {
    self.key = key
  }

  /// The token for the page at an offset.
  func token(for offset: Int, of job: String, in order: Findings.Order, at now: Int64) -> String {
    let content = Self.number(UInt64(offset)) + Self.number(UInt64(now))
    return content + code(of: content, job, order)
  }

  /// The offset in a token; nil if it is forged, expired, or belongs to another job or order.
  func offset(of token: String, of job: String, in order: Findings.Order, at now: Int64) -> Int? {
    let content = String(token.prefix(2 * Self.digits))
    guard HMAC.isEqual(String(token.dropFirst(2 * Self.digits)), code(of: content, job, order)),
      let offset = Int(content.prefix(Self.digits), radix: 16),
      let given = Int64(content.dropFirst(Self.digits), radix: 16), now - given <= Self.lifetime
    else { return nil }
    return offset
  }

  private func code(of content: String, _ job: String, _ order: Findings.Order) -> String {
    Hex.text(HMAC.sha256(key: key, Array("\(content)/\(job)/\(order.rawValue)".utf8)))
  }

  /// Hexadecimal digits of each number.
  private static let digits = 16

  private static func number(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
