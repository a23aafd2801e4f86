import Core

/// The web page of the image API: one document with its style and its script, embedded in the program.
public enum ImagePage {
  /// What differs between services.
  public struct Setting: Sendable, Equatable {
    /// Who looks at images: `Amazon Rekognition`.
    public var analyst: String
    /// The features that cannot be asked for: `moderation`.
    public var unavailable: [String]

    public init(analyst: String, unavailable: [String] = []) {
      (self.analyst, self.unavailable) = (analyst, unavailable)
    }
  }

  /// The document. The texts of the setting are no markup.
  public static func html(_ setting: Setting) -> String {
    template.replacing("{{ANALYST}}", with: setting.analyst)
      .replacing("{{UNAVAILABLE}}", with: setting.unavailable.joined(separator: " "))
  }

  private static let template = text(PackageResources.page_html)
    .replacing("{{STYLE}}", with: style).replacing("{{SCRIPT}}", with: script)

  private static let style = text(PackageResources.page_css)
  private static let script = text(PackageResources.page_js)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The header fields of the response.
  ///
  /// The policy allows this document's own style and script by their hashes, requests to its own origin, and images from
  /// there and from where copies are stored (Content Security Policy Level 3). `blob:` is the image as the user chose it,
  /// `data:` the icon. No other site can frame the page, and no address of it reaches another one.
  ///
  /// - Parameter imageOrigin: the origin of presigned URLs: `https://bucket.s3.eu-central-1.amazonaws.com`.
  public static func headers(imageOrigin: String) -> [String: String] {
    let policy = [
      "default-src 'none'", "script-src '\(source(script))'", "style-src '\(source(style))'",
      "img-src 'self' blob: data: \(imageOrigin)", "connect-src 'self'", "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]
    return [
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy.joined(separator: "; "),
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      // A new version of the program, or another bucket, has another policy.
      "cache-control": "no-cache",
    ]
  }

  /// The hash of an element's content as a source expression.
  private static func source(_ content: String) -> String {
    "sha256-\(Base64.text(SHA256.digest(content.utf8)))"
  }
}
