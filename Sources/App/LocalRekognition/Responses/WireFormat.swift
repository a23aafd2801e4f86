import FoundationEssentials

/// JSON as AWS's protocol `json` 1.1 has it.
enum WireFormat {
  /// The content type of requests and answers.
  static let contentType = "application/x-amz-json-1.1"

  /// Reads a request; members that are not known are passed over.
  static func read<Request: Decodable>(_: Request.Type, from body: [UInt8]) throws(ServiceError) -> Request {
    do {
      return try JSONDecoder().decode(Request.self, from: Data(body))
    } catch let error as DecodingError {
      throw ServiceError("SerializationException", text(of: error))
    } catch {
      throw ServiceError("SerializationException", "the body is no JSON object")
    }
  }

  /// Writes an answer; members that are nil are left out.
  static func write(_ answer: some Encodable) throws(ServiceError) -> [UInt8] {
    do {
      return [UInt8](try JSONEncoder().encode(answer))
    } catch {
      throw .internalFailure("an answer cannot be written: \(error)")
    }
  }

  private static func text(of error: DecodingError) -> String {
    switch error {
    case .typeMismatch(let type, let context):
      "\(path(context.codingPath)) is no \(type == String.self ? "string" : "\(type)")"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      "\(path(context.codingPath)): \(context.debugDescription)"
    default: "the body is no JSON object"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "the body" : keys.map(\.stringValue).joined(separator: ".")
  }
}
