import AWS
import Core
import FoundationEssentials
import HTTP
import Media
import S3

/// The shared HTTP and AWS clients, created at first use.
enum Remote {
  /// The HTTP client for unsigned requests.
  static func http() throws -> HTTPClient { try client.get() }

  /// The AWS client, configured by the environment variables and files that AWS's own tools read.
  static func aws() throws -> AWSClient { try signed.get() }

  private static let client = Result { () throws(HTTPError) in
    let variables = ProcessInfo.processInfo.environment
    return try HTTPClient(
      HTTPOptions(
        userAgent: "frameveil/\(Commands.version)", certificates: CertificateBundle(environment: variables)))
  }
  private static let signed = Result { try AWSClient(transport: http()) }
}

extension Address {
  /// Opens the input. For a remote input this sends the first request.
  func input() async throws -> MediaInput {
    switch self {
    case .file(let path): .file(path: path)
    case .standard: .standardInput
    case .object(let location): .ranges(try await S3Object.open(location, by: Remote.aws()))
    case .url(let url): .ranges(try await HTTPFile.open(url, by: Remote.http()))
    }
  }
}
