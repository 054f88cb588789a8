namespace CurlDescent;

/// <summary>How far the response of the recurrent network is expanded in its weights.</summary>
public enum ResponseOrder
{
    /// <summary>⟨y yᵀ⟩ to first order in W: F + WDF + FDWᵀ.</summary>
    First,

    /// <summary>y = (I + WD)f in full: ⟨y yᵀ⟩ = (I + WD)F(I + DWᵀ), with a term of second order in W.</summary>
    Second,

    /// <summary>y = (I − WD)⁻¹f: all orders.</summary>
    Exact,
}
