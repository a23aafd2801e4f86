import FoundationEssentials
import FrameveilTesting
import Testing

/// The credentials and endpoints that botocore resolves from variables and files
/// (`scripts/judge-configuration`).
enum Botocore {
  struct Case: Encodable {
    var variables: [String: String]
    var files: [String: String] = [:]
    /// Pairs of service and bucket.
    var calls: [[String?]] = []
  }

  struct Verdict: Decodable {
    /// Access key ID, secret and session token; nil if botocore finds none or throws.
    var found: [String?]?
    /// The error of botocore.
    var complaint: String?
    var urls: [String]

    private enum Key: CodingKey {
      case found, urls
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      found = try? container.decode([String?].self, forKey: .found)
      complaint = try? container.decode(String.self, forKey: .found)
      urls = try container.decode([String].self, forKey: .urls)
    }
  }

  static func judge(_ cases: [Case]) throws -> [Verdict] {
    let folder = try TemporaryFolder()
    let path = folder("cases.json")
    try JSONEncoder().encode(cases).write(to: URL(filePath: path))
    let judge = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-configuration"
    let lines = try Program([judge, script, path]).runTool().split(separator: UInt8(ascii: "\n"))
    return try lines.map { try JSONDecoder().decode(Verdict.self, from: Data($0)) }
  }
}
