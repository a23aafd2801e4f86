/// The page on which a person reviews a video: its files, embedded in the program.
public enum ReviewPage {
  public struct File: Sendable {
    public var type: String
    public var bytes: [UInt8]
  }

  /// Own scripts and styles only, requests to the own origin, and nothing that another page frames (Content Security Policy
  /// Level 3). `blob:` is a picture of a frame.
  public static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:",
    "media-src 'self'",
    "connect-src 'self'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  /// The file at a path; nil if there is none. The empty path is the page.
  public static func file(_ path: String) -> File? {
    switch path {
    case "": File(type: "text/html; charset=utf-8", bytes: PackageResources.review_html)
    case "review.css": File(type: "text/css; charset=utf-8", bytes: PackageResources.review_css)
    case "app.js": script(PackageResources.app_js)
    case "api.js": script(PackageResources.api_js)
    case "edits.js": script(PackageResources.edits_js)
    case "history.js": script(PackageResources.history_js)
    case "covers.js": script(PackageResources.covers_js)
    case "keys.js": script(PackageResources.keys_js)
    case "stage.js": script(PackageResources.stage_js)
    case "timeline.js": script(PackageResources.timeline_js)
    case "panels.js": script(PackageResources.panels_js)
    default: nil
    }
  }

  private static func script(_ bytes: [UInt8]) -> File {
    File(type: "text/javascript; charset=utf-8", bytes: bytes)
  }
}
