import AWS
import Core

/// Page tokens that nobody else can make, so that none need be remembered: where a page begins and when the
/// token was given, and a code (HMAC) over these, the job and the order.
struct PageTokens {
  private let key: [UInt8]

  /// How long a token is good, in milliseconds: a day, as Amazon Rekognition's.
  static let lifetime: Int64 = 24 * 3_600_000

  init(key: [UInt8]) {
    self.key = key
  }

  /// The token of the page that begins at an offset.
  func token(for offset: Int, of job: String, in order: Findings.Order, at now: Int64) -> String {
    let content = Self.number(UInt64(offset)) + Self.number(UInt64(now))
    return content + code(of: content, job, order)
  }

  /// Where the page of a token begins; nil where it is none of this job and order, or too old.
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

  /// The digits of a number.
  private static let digits = 16

  private static func number(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
