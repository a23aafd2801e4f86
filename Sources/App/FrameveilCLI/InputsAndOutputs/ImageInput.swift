import Core
import Geometry
import Pipeline
import StillImages

/// A still image as input: read as a whole, and then decoded and looked at on a thread of its own.
struct ImageInput {
  private let address: Address
  private let limits: FrameLimits

  init(_ address: Address, within limits: FrameLimits) {
    (self.address, self.limits) = (address, limits)
  }

  /// Calls `body` with the bytes, on a thread on which it may block.
  ///
  /// - Throws: `UserError` with the input's name for errors of the image.
  func read<Value: Sendable>(_ body: @Sendable ([UInt8]) throws -> Value) async throws -> Value {
    let bytes = try await bytes()
    return try await ImageThread().run { try naming { try body(bytes) } }
  }

  /// Whether an input is a still image, by its extension.
  static func isImage(_ address: Address) -> Bool {
    StillImageFormat(extension: RedactedAddress.ending(address.path)) != nil
  }

  /// The bytes of the file, of which there are at most as many as its pixels could take.
  private func bytes() async throws -> [UInt8] {
    let most = 8 * limits.pixels
    return try await SourceReading().read([address]) { text in
      var (all, block): ([UInt8], [UInt8]) = ([], [])
      repeat {
        try Task.checkCancellation()
        block.removeAll(keepingCapacity: true)
        try text.fill(&block)
        all += block
        guard all.count <= most else {
          throw UserError(
            .invalidInput, "\(address)", "is larger than \(most >> 20) MiB",
            remedy: "check that it is an image, or raise --max-pixels")
        }
      } while !block.isEmpty
      guard !all.isEmpty else {
        throw UserError(.invalidInput, "\(address)", "is empty", remedy: "copy it again from its source")
      }
      return all
    }
  }

  /// Gives errors of images the name of the input.
  private func naming<Value>(_ work: () throws -> Value) throws -> Value {
    let name = "\(address)"
    do {
      return try work()
    } catch let refusal as StillImage.Refusal {
      throw UserError(.invalidInput, name, refusal.message, remedy: refusal.remedy(limits))
    } catch let error as ImageError {
      throw UserError(.invalidInput, name, error.message, remedy: error.remedy, detail: error.detail)
    }
  }
}

extension StillImage.Refusal {
  fileprivate func remedy(_ limits: FrameLimits) -> String {
    switch self {
    case .unknownFormat: "known formats have the extensions \(StillImageFormat.endings)"
    case .tooLarge: "the limit is \(limits); --max-pixels raises it"
    case .damaged: "copy it again from its source"
    }
  }
}

extension StillImageFormat {
  /// `.jpg, .png or .webp`
  static var endings: String {
    let all = allCases.map { ".\($0.extensions[0])" }
    return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
  }
}
