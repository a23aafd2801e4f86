public import AWS
import Core
public import HTTP

/// Objects that are read at any offset.
public enum S3Object {
  /// Opens an object. The first request already asks for its bytes.
  ///
  /// - Throws: `UserError`: `noInput` where there is none, `noPermission`, `configuration`, `unavailable`,
  ///   `invalidInput` for an empty one; `CancellationError`. What is read later throws `inputOutput` where the object
  ///   is another one meanwhile.
  public static func open(
    _ location: ObjectReference, by client: AWSClient, retries: RetryPolicy = .standard
  ) async throws -> RangeReader {
    do {
      let response = try await client.open(call(location, from: 0))
      guard response.status == 206, let range = ContentRange(response.headers),
        range.first == 0
      else {
        throw UserError(.inputOutput, "\(location)", "the store does not give parts of an object")
      }
      let validators = Validators(response.headers)
      let object = RemoteObject(name: "\(location)", size: range.size, validators: validators) { offset in
        var call = call(location, from: offset)
        for field in validators.condition.fields { call.headers.add(field.name, field.value) }
        do {
          return try await client.open(call)
        } catch let error as AWSError {
          throw UserError(error, on: location, isResult: false)
        }
      }
      return RangeReader(object, retries: retries, first: response)
    } catch let error as AWSError where error.code == "InvalidRange" {
      throw UserError(.invalidInput, "\(location)", "is empty")
    } catch let error as CancellationError {
      throw error
    } catch {
      throw UserError(error, on: location, isResult: false)
    }
  }

  private static func call(_ location: ObjectReference, from offset: UInt64) -> AWSCall {
    var call = AWSCall.s3("GetObject", "GET", location)
    call.headers.add("Range", "bytes=\(offset)-")
    return call
  }
}
