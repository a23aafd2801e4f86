import FoundationEssentials

/// Encoding and decoding for the AWS JSON 1.1 protocol.
enum WireFormat {
  /// The content type of requests and responses.
  static let contentType = "application/x-amz-json-1.1"

  /// Decodes a request; unknown members are ignored.
  static func read<Request: Decodable>(_: Request.Type, from body: [UInt8]) throws(ServiceError) -> Request {
    do {
      return try JSONDecoder().decode(Request.self, from: Data(body))
    } catch let error as DecodingError {
      throw ServiceError("SerializationException", text(of: error))
    } catch {
      throw ServiceError("SerializationException", "the body is not a JSON object")
    }
  }

  /// Encodes a response; nil members are omitted.
  static func write(_ response: some Encodable) throws(ServiceError) -> [UInt8] {
    do {
      return [UInt8](try JSONEncoder().encode(response))
    } catch {
      throw .internalFailure("the response cannot be encoded: \(error)")
    }
  }

  private static func text(of error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context):
      "\(path(context.codingPath)) is not a \(type == String.self ? "string" : "\(type)")"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(path(context.codingPath)): \(context.debugDescription)"
    default: "the body is not a JSON object"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "the body" : keys.map(\.stringValue).joined(separator: ".")
  }
}
